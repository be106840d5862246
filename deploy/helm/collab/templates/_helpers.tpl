{{- define "collab.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "collab.labels" -}}
app.kubernetes.io/name: collab
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "collab.selector" -}}
app.kubernetes.io/name: collab
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What every pod has in common: who it runs as, what it may not do. */}}
{{- define "collab.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* What every container has in common: image, settings, secrets as files, places to write. */}}
{{- define "collab.container" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
env:
  - {name: SITE_ORIGIN, value: "https://{{ .Values.site.host }}"}
  - {name: MAIL_FROM, value: {{ .Values.site.mailFrom | quote }}}
  - {name: UPLOAD_LIMIT_MB, value: {{ .Values.site.uploadLimitMb | quote }}}
  - {name: BEHIND_PROXY, value: "1"}
  - {name: TRUSTED_PROXY_COUNT, value: {{ .Values.site.trustedProxyCount | quote }}}
  - {name: SECRET_KEY_FILE, value: /run/secrets/collab/secret_key}
  - {name: DATABASE_URL_FILE, value: /run/secrets/collab/database_url}
  - {name: REDIS_URL_FILE, value: /run/secrets/collab/redis_url}
  - {name: STORAGE_URL_FILE, value: /run/secrets/collab/storage_url}
  - {name: EMAIL_URL_FILE, value: /run/secrets/collab/email_url}
  - {name: DATA_DIR, value: /data}
  - {name: TMPDIR, value: /data}
  {{- range $name, $value := .Values.site.settings }}
  - {name: {{ $name }}, value: {{ $value | quote }}}
  {{- end }}
{{- end }}

{{- define "collab.mounts" -}}
- {name: secrets, mountPath: /run/secrets/collab, readOnly: true}
- {name: data, mountPath: /data}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "collab.volumes" -}}
- name: secrets
  secret: {secretName: {{ .Values.secrets.name }}, defaultMode: 0440}
- name: data
  emptyDir: {sizeLimit: {{ .Values.scratch }}}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 64Mi}
{{- end }}
